package traffic;

public enum Light {
    RED {
        @Override
        Light next() {
            return GREEN;
        }
    },
    YELLOW {
        @Override
        Light next() {
            return RED;
        }

        @Override
        public String toString() {
            return "amber";
        }
    },
    GREEN {
        @Override
        Light next() {
            return YELLOW;
        }
    };

    abstract Light next();
}
