package desk

import org.ambrosia.annotations.Immortal
import states.Described

/** In Kotlin, with parameters that Java sees with wildcards. */
@Immortal
interface Desk : Described {
    fun receive(questions: List<Question>)

    /** Returns the question, or null if there is none. */
    fun answer(ticket: Long, answer: String): Question?

    fun route(byTopic: Map<String, List<Question>>): Int

    fun waiting(): List<Question>

    fun confirm(ticket: Long): Boolean
}

sealed interface Question {
    val text: String
}

data class Plain(override val text: String) : Question

data class Urgent(override val text: String, val hours: UInt, val also: List<Question> = listOf()) : Question
