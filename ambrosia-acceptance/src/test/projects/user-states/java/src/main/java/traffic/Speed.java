package traffic;

public enum Speed implements Rule {
    TOWN {
        @Override
        public int costs(int over) {
            return 10 * over;
        }
    },
    ROAD {
        @Override
        public int costs(int over) {
            return 7 * over;
        }
    }
}
