package library;

import lombok.Getter;
import lombok.RequiredArgsConstructor;

@Getter
@RequiredArgsConstructor
public enum Genre {
    NOVEL("a novel"),
    ESSAY("an essay");

    private final String label;
}
