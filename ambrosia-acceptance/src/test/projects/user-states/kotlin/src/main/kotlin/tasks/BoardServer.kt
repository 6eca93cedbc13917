package tasks

class BoardServer : BoardImmortal() {
    private val tasks = mutableMapOf<Long, Task>()
    private val moves = ArrayDeque<Pair<Task, Status>>()
    private val points = sortedMapOf<String, Points>()
    private val people = mutableSetOf<Person>()
    private var done: List<Task> = emptyList()
    private var waiting: Set<Task> = emptySet()
    private var groups: Map<Status, List<Task>> = emptyMap()
    private var total = Points(0)
    private var latest: Pair<Task, Status>? = null
    private lateinit var first: Task

    @Transient
    private var byTag: Map<String, List<Task>>? = null

    override fun add(task: Task) {
        if (tasks.isEmpty()) {
            first = task
        }
        change(task)
        total = Points(total.value + task.size.doubled())
        task.tags.forEach { points[it] = Points((points[it]?.value ?: 0) + task.size.points) }
        if (tasks.size > 30) {
            tasks.remove(tasks.keys.first())
        }
    }

    private fun change(task: Task) {
        tasks[task.id] = task
        task.owner?.let { people += it }
        done = tasks.values.filter { it.status is Done }.take(4)
        waiting = tasks.values.filter { it.status is Blocked }.toSet()
        groups = if (waiting.isEmpty()) emptyMap() else tasks.values.groupBy { it.status }
        byTag = null
    }

    override fun move(id: Long, status: Status): Task {
        val before = tasks[id] ?: throw NoSuchElementException("no task $id")
        val after = before.copy(status = status)
        change(after)
        moves.addFirst(before to status)
        if (moves.size > 5) {
            moves.removeLast()
        }
        latest = after to before.status
        return after
    }

    override fun assign(id: Long, owner: Person) {
        val before = tasks.getValue(id)
        change(before.copy(owner = people.firstOrNull { it == owner } ?: owner))
    }

    override fun tagged(tag: String): List<Task> {
        val index = byTag ?: tasks.values.flatMap { task -> task.tags.map { it to task } }
            .groupBy({ it.first }, { it.second })
            .also { byTag = it }
        return index[tag].orEmpty()
    }

    override fun load(): Map<Person, Int> =
        tasks.values.mapNotNull { it.owner }.groupingBy { it }.eachCount()

    override fun latest(): Pair<Task, Status>? = latest

    override fun describe(): String {
        val shared = tasks.values.count { task -> people.any { it === task.owner } }
        return "$tasks $moves $points $people done $done waiting $waiting groups $groups total $total " +
            "${latest?.first === tasks[latest?.first?.id]} $shared ${tasks.values.count { it.status === Open }} " +
            "${waiting.all { it in waiting }} ${groups.keys.all { it in groups }} " +
            (if (this::first.isInitialized) first.id else "none")
    }
}
