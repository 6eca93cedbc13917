package org.ambrosia.runtime.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A state that was stored and loaded behaves like its twin, which never was: whatever both do next, they answer the same, and are
 * stored as the same bytes. Run one seed with {@code -Dtwin.seed=N}.
 */
class TwinPropertyTest {
    private static final int SEEDS = 300;
    private static final int ACTIONS = 40;

    @Test
    void aRestoredStateBehavesLikeItsTwin() {
        Integer one = Integer.getInteger("twin.seed");
        for (int seed = one == null ? 1 : one; seed <= (one == null ? SEEDS : one); seed++) {
            check(seed);
        }
    }

    private static void check(int seed) {
        Random random = new Random(seed);
        UserStates.World twin = new UserStates.World(new Random(seed));
        UserStates.World restored = new UserStates.World(new Random(seed));
        for (int restart = 0; restart < 4; restart++) {
            int actions = random.nextInt(ACTIONS);
            for (int i = 0; i < actions; i++) {
                long choice = random.nextLong();
                assertThat(restored.act(new Random(choice)))
                        .as("seed %d, action %d after restart %d", seed, i, restart)
                        .isEqualTo(twin.act(new Random(choice)));
            }
            GraphCodec codec = codec();
            byte[] stored = codec.encode(restored);
            assertThat(codec().encode(twin))
                    .as("seed %d: the twin's bytes", seed)
                    .isEqualTo(stored);
            restored = (UserStates.World) codec.decode(stored, 0, stored.length);
            assertThat(codec.encode(restored)).as("seed %d: stored again", seed).isEqualTo(stored);
        }
    }

    private static GraphCodec codec() {
        List<Class<?>> roots = List.of(UserStates.World.class, UserStates.ByLength.class, UserGraphs.Nothing.class);
        return new GraphCodec(roots, Map.of(), true, TwinPropertyTest.class.getClassLoader(), null);
    }
}
