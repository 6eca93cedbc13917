package desk

open class DeskServer : DeskImmortal() {
    private val waiting = linkedMapOf<Long, Question>()
    private val answers = mutableListOf<Triple<Long, Question, String>>()
    private val topics = sortedMapOf<String, MutableList<Question>>()
    private val received = mutableListOf<Long>()
    private val confirmed = mutableListOf<Long>()
    private var last = 0L

    override fun receive(questions: List<Question>) {
        for (question in questions) {
            val ticket = last + 1
            askToConfirm(ticket)
            last = ticket
            received += ticket
            waiting[ticket] = question
            if (waiting.size > 20) {
                waiting.remove(waiting.keys.first())
            }
        }
    }

    protected open fun askToConfirm(ticket: Long) {
        self().confirmAsync(ticket).onResult(this::onConfirmed, ticket)
    }

    fun onConfirmed(known: Boolean, ticket: Long) {
        check(known)
        confirmed += ticket
    }

    override fun confirm(ticket: Long) = ticket <= last

    override fun answer(ticket: Long, answer: String): Question? {
        val question = waiting.remove(ticket) ?: return null
        answers += Triple(ticket, question, answer)
        if (answers.size > 5) {
            answers.removeAt(0)
        }
        return question
    }

    override fun route(byTopic: Map<String, List<Question>>): Int {
        for ((topic, questions) in byTopic) {
            val known = topics.getOrPut(topic) { mutableListOf() }
            known += questions
            while (known.size > 4) {
                known.removeFirst()
            }
        }
        return topics.values.sumOf { it.size }
    }

    override fun waiting(): List<Question> = buildList {
        addAll(waiting.values.filterIsInstance<Urgent>().take(2))
        addAll(waiting.values.filterIsInstance<Plain>().take(2))
    }

    override fun describe(): String {
        val inOrder = confirmed == received.take(confirmed.size)
        if (confirmed.size > 30 && inOrder) {
            val old = confirmed.size - 10
            confirmed.subList(0, old).clear()
            received.subList(0, old).clear()
        }
        return "$waiting $answers $topics $last $inOrder"
    }
}
