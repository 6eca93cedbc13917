package library;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lombok.Getter;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.Ambrosia.Deployment;
import states.Example;
import states.NaiveImmortal;

public final class LibraryExample extends Example<Library> {
    public LibraryExample() {
        super("library", Library.class, LibraryClient::of);
    }

    @Override
    public Deployment deploy(String instance) {
        return Ambrosia.deploy(instance, () -> new LibraryServer(25));
    }

    @Override
    protected Library newTwin() {
        return new LibraryServer(25);
    }

    @Override
    protected Object call(Library to, Random random) {
        switch (random.nextInt(10)) {
            case 0, 1 -> to.acquire(media(random));
            case 2, 3, 4 -> {
                return to.lend(Request.builder()
                        .member(random.nextBoolean() ? word(random) : word(random).toUpperCase())
                        .title(word(random))
                        .remarks(random.nextBoolean() ? List.of(word(random)) : List.of())
                        .build());
            }
            case 5 -> to.giveBack(random.nextInt(300));
            case 6, 7 -> {
                return to.find(word(random));
            }
            case 8 -> {
                return to.by(word(random));
            }
            default -> to.retitle(word(random), word(random));
        }
        return null;
    }

    private static Media media(Random random) {
        if (random.nextBoolean()) {
            return Film.builder()
                    .title(word(random))
                    .length(Duration.ofMinutes(random.nextInt(200)))
                    .build();
        }
        Book.BookBuilder<?, ?> book = Book.builder().title(word(random)).copies(random.nextInt(3));
        for (int i = random.nextInt(4); i > 0; i--) {
            book.author(word(random))
                    .genre(random.nextBoolean() ? Genre.ESSAY : Genre.NOVEL)
                    .word(word(random))
                    .chapter(word(random), random.nextInt(30));
        }
        return book.build();
    }

    @Override
    public Map<String, Deployment> naive() {
        return Map.of("library-lazy", Ambrosia.deploy("naive", Lazy::new));
    }

    @Getter
    private static final class Lazy extends NaiveImmortal {
        @Getter(lazy = true)
        private final String label = "made when it is asked for";

        @Override
        public void call() {
            System.out.println(getLabel());
        }
    }
}
