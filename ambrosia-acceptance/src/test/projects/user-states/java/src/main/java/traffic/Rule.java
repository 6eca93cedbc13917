package traffic;

/** Sealed, so that its constants are known where only the interface is declared. */
public sealed interface Rule permits Speed, Turn {
    int costs(int over);
}
