package org.ambrosia.processor.declaration;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Documentation comments of interfaces, for the generated code. */
final class Documentation {
    private static final Pattern BLOCK_TAG = Pattern.compile("(?m)^\\s*@\\w");
    /** A link to something that the generated file may not import, with or without a label. */
    private static final Pattern LINK =
            Pattern.compile("\\{@(?:link|linkplain)\\s+([^\\s(}]+(?:\\([^)]*\\))?)(?:\\s+([^}]*))?}");

    private static final Pattern INHERITED = Pattern.compile("\\{@inheritDoc}");

    private Documentation() {}

    /**
     * The text before the first block tag, in which links are code. Block tags are left out: the generated methods have other results
     * and exceptions.
     *
     * @param comment the comment; null if there is none
     */
    static String description(String comment) {
        if (comment == null) {
            return "";
        }
        String text = BLOCK_TAG.split(comment, 2)[0];
        text = INHERITED.matcher(text).replaceAll("");
        text = LINK.matcher(text).replaceAll(link -> Matcher.quoteReplacement(replaced(link)));
        return text.strip()
                .lines()
                .map(String::strip)
                .reduce((one, next) -> one + "\n" + next)
                .orElse("");
    }

    private static String replaced(MatchResult link) {
        String label = link.group(2);
        String name = link.group(1);
        return label == null
                ? "{@code " + (name.startsWith("#") ? name.substring(1) : name.replace('#', '.')) + "}"
                : label;
    }
}
