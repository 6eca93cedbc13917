package desk

import java.util.Random
import org.ambrosia.runtime.Ambrosia
import org.ambrosia.runtime.Ambrosia.Deployment
import states.Example

class DeskExample : Example<Desk>("desk", Desk::class.java, { client, name -> DeskClient.of(client, name) }) {
    override fun deploy(instance: String): Deployment = Ambrosia.deploy(instance, { DeskServer() })

    override fun newTwin(): Desk = object : DeskServer() {
        override fun askToConfirm(ticket: Long) = onConfirmed(true, ticket)
    }

    override fun call(to: Desk, random: Random): Any? = when (random.nextInt(6)) {
        0, 1 -> to.receive(List(random.nextInt(4)) { question(random) }).let { null }
        2, 3 -> to.answer(random.nextInt(300).toLong(), word(random))
        4 -> to.route(mapOf(word(random) to listOf(question(random)), word(random) to emptyList()))
        else -> to.waiting()
    }

    private fun question(random: Random): Question =
        if (random.nextBoolean()) Plain(word(random))
        else Urgent(word(random), random.nextInt(9).toUInt(), if (random.nextBoolean()) listOf(Plain(word(random))) else listOf())
}
