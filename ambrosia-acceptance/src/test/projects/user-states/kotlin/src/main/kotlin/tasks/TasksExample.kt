package tasks

import java.util.Random
import org.ambrosia.runtime.Ambrosia
import org.ambrosia.runtime.Ambrosia.Deployment
import states.Example
import states.NaiveImmortal

class TasksExample : Example<Board>("tasks", Board::class.java, { client, name -> BoardClient.of(client, name) }) {
    override fun deploy(instance: String): Deployment = Ambrosia.deploy(instance, { BoardServer() })

    override fun newTwin(): Board = BoardServer()

    override fun call(to: Board, random: Random): Any? {
        val id = random.nextInt(60).toLong()
        return when (random.nextInt(8)) {
            0, 1, 2 -> to.add(task(id, random))
            3, 4 -> to.move(id, status(random))
            5 -> to.assign(id, person(random))
            6 -> to.tagged(word(random))
            else -> "${to.load()} ${to.latest()}"
        }.let { if (it == Unit) null else it }
    }

    private fun task(id: Long, random: Random) = Task(
        id,
        word(random),
        Size.entries[random.nextInt(2)],
        status(random),
        if (random.nextBoolean()) person(random) else null,
        List(random.nextInt(3)) { word(random) },
        if (random.nextBoolean()) mapOf(word(random) to setOf(word(random)), "ant" to emptySet()) else emptyMap(),
        1..random.nextInt(5),
        if (random.nextBoolean()) random.nextInt(3) to null else null,
    )

    private fun status(random: Random): Status = when (random.nextInt(3)) {
        0 -> Open
        1 -> Done(random.nextInt(30), person(random))
        else -> Blocked(listOf(Task(1, word(random)), Task(2, word(random))))
    }

    private fun person(random: Random) = Person(word(random), if (random.nextBoolean()) "a@example.com" else null)

    override fun naive(): Map<String, Deployment> = mapOf(
        "kotlin-lazy" to Ambrosia.deploy("naive", { Lazy() }),
        "kotlin-transient" to Ambrosia.deploy("naive", { TransientVal() }),
        "kotlin-function" to Ambrosia.deploy("naive", { Function() }),
        "kotlin-build" to Ambrosia.deploy("naive", { Built() }),
        "kotlin-observable" to Ambrosia.deploy("naive", { Observed() }),
    )

    private class Lazy : NaiveImmortal() {
        private val label by lazy { "made when it is asked for" }

        override fun call() = println(label)
    }

    private class Shelf(val name: String) {
        @Transient
        val counts = mutableMapOf<String, Int>()
    }

    private class TransientVal : NaiveImmortal() {
        private var shelf = Shelf("a")

        override fun call() {
            shelf.counts[shelf.name] = 1
        }
    }

    private class Function : NaiveImmortal() {
        private val rule: (Int) -> Int = { it + 1 }
        private var value = 0

        override fun call() {
            value = rule(value)
        }
    }

    private class Built : NaiveImmortal() {
        private val names: Map<String, Int> = buildMap { put("one", 1); put("two", 2) }

        override fun call() = println(names)
    }

    private class Observed : NaiveImmortal() {
        private var value by kotlin.properties.Delegates.observable(0) { _, old, new -> println("$old $new") }

        override fun call() {
            value++
        }
    }
}
