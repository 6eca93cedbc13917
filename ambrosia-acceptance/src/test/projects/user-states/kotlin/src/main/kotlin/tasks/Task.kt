package tasks

data class Person(val name: String, val mail: String? = null)

sealed interface Status

data object Open : Status

data class Done(val day: Int, val by: Person?) : Status

class Blocked(val by: List<Task>) : Status { // no data class: known by identity
    override fun toString() = "blocked by " + by.map { it.id }
}

enum class Size(val points: Int) {
    SMALL(1),
    LARGE(5) {
        override fun doubled() = 11
    };

    open fun doubled() = 2 * points
}

@JvmInline
value class Points(val value: Int)

data class Task(
    val id: Long,
    val title: String,
    val size: Size = Size.SMALL,
    val status: Status = Open,
    val owner: Person? = null,
    val tags: List<String> = emptyList(),
    val notes: Map<String, Set<String>> = emptyMap(),
    val days: IntRange = 1..3,
    val estimate: Pair<Int, Double?>? = null,
)
