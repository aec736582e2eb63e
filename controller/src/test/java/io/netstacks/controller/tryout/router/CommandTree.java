package io.netstacks.controller.tryout.router;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What may be typed in one mode, and how an abbreviated line is understood.
 *
 * <p>A pattern is words: {@code show ip interface brief}. A word in capitals or in angle brackets takes any value; {@code LINE} takes the rest of the line.
 * A typed word stands for the one keyword that it begins; an exact keyword always wins.
 */
final class CommandTree<A> {

    private static final String REST = "LINE";

    private record Command<A>(List<String> words, A action) {

        /** The pattern's word for position {@code index}; the last one again for everything that LINE swallows. */
        String word(int index) {
            return index >= words.size() && takesRest() ? REST : index < words.size() ? words.get(index) : "";
        }

        boolean takesRest() {
            return words.getLast().equals(REST);
        }

        boolean isCompleteAfter(int count) {
            return count == words.size() || (takesRest() && count > words.size());
        }
    }

    /** What a line means. */
    sealed interface Meaning<A> {
        record Run<A>(A action, List<String> arguments) implements Meaning<A> {}

        record Empty<A>() implements Meaning<A> {}

        record Incomplete<A>() implements Meaning<A> {}

        record Ambiguous<A>(String line) implements Meaning<A> {}

        /** @param position the first character that nobody understands */
        record Invalid<A>(int position) implements Meaning<A> {}
    }

    private final List<Command<A>> commands = new ArrayList<>();
    private final Map<String, String> help;

    /** @param help a short description per keyword */
    CommandTree(Map<String, String> help) {
        this.help = help;
    }

    CommandTree<A> with(String pattern, A action) {
        commands.add(new Command<>(List.of(pattern.split(" ")), action));
        return this;
    }

    CommandTree<A> including(CommandTree<A> other) {
        commands.addAll(other.commands);
        return this;
    }

    Meaning<A> understand(String line) {
        List<String> typed = words(line);
        if (typed.isEmpty()) {
            return new Meaning.Empty<>();
        }
        List<Command<A>> candidates = commands;
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < typed.size(); i++) {
            Set<String> matching = matching(candidates, i, typed.get(i));
            if (matching.size() > 1) {
                return new Meaning.Ambiguous<>(line.strip());
            }
            if (matching.isEmpty()) {
                return new Meaning.Invalid<>(positionOf(line, i));
            }
            String word = matching.iterator().next();
            if (word.equals(REST)) {
                arguments.add(line.substring(positionOf(line, i)).strip());
                return new Meaning.Run<>(only(candidates, i, word).getFirst().action(), arguments);
            }
            if (isArgument(word)) {
                arguments.add(typed.get(i));
            }
            candidates = only(candidates, i, word);
        }
        for (Command<A> candidate : candidates) {
            if (candidate.isCompleteAfter(typed.size())) {
                return new Meaning.Run<>(candidate.action(), arguments);
            }
        }
        return new Meaning.Incomplete<>();
    }

    /** What {@code ?} shows after {@code line}: each possible next word with its description, in the order of the alphabet. */
    Map<String, String> helpFor(String line) {
        boolean inWord = !line.isEmpty() && !line.endsWith(" ");
        List<String> typed = words(line);
        int complete = inWord ? typed.size() - 1 : typed.size();
        List<Command<A>> candidates = after(typed.subList(0, complete));
        String begun = inWord ? typed.getLast() : "";
        Map<String, String> found = new LinkedHashMap<>();
        candidates.stream()
                .map(command -> command.word(complete))
                .filter(word -> !word.isEmpty() && (isArgument(word) ? begun.isEmpty() : begins(word, begun)))
                .sorted()
                .forEach(word -> found.put(word, help.getOrDefault(word, "")));
        if (!inWord
                && candidates.stream()
                        .anyMatch(command -> command.words().size() == complete && command.isCompleteAfter(complete))) {
            found.put("<cr>", "");
        }
        return found;
    }

    /** What the tabulator adds to {@code line}: the rest of the one keyword that it can only be, and a blank; else nothing. */
    String completion(String line) {
        if (line.isEmpty() || line.endsWith(" ")) {
            return "";
        }
        List<String> typed = words(line);
        Set<String> matching = matching(after(typed.subList(0, typed.size() - 1)), typed.size() - 1, typed.getLast());
        if (matching.size() != 1 || isArgument(matching.iterator().next())) {
            return "";
        }
        return matching.iterator().next().substring(typed.getLast().length()) + " ";
    }

    private List<Command<A>> after(List<String> typed) {
        List<Command<A>> candidates = commands;
        for (int i = 0; i < typed.size(); i++) {
            Set<String> matching = matching(candidates, i, typed.get(i));
            if (matching.size() != 1) {
                return List.of();
            }
            candidates = only(candidates, i, matching.iterator().next());
        }
        return candidates;
    }

    /** The words at {@code index} that {@code typed} can stand for: keywords before arguments, an exact keyword alone. */
    private static <A> Set<String> matching(List<Command<A>> candidates, int index, String typed) {
        Set<String> words = candidates.stream()
                .map(command -> command.word(index))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (words.contains(typed.toLowerCase())) {
            return Set.of(typed.toLowerCase());
        }
        Set<String> keywords = words.stream()
                .filter(word -> !isArgument(word) && begins(word, typed))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return keywords.isEmpty()
                ? words.stream().filter(CommandTree::isArgument).collect(Collectors.toSet())
                : keywords;
    }

    private static <A> List<Command<A>> only(List<Command<A>> candidates, int index, String word) {
        return candidates.stream()
                .filter(command -> command.word(index).equals(word))
                .toList();
    }

    private static boolean begins(String word, String typed) {
        return word.startsWith(typed.toLowerCase());
    }

    private static boolean isArgument(String word) {
        return word.startsWith("<") || Character.isUpperCase(word.charAt(0));
    }

    private static List<String> words(String line) {
        return line.isBlank() ? List.of() : List.of(line.strip().split(" +"));
    }

    private static int positionOf(String line, int word) {
        int position = 0;
        for (int i = 0; ; i++) {
            while (position < line.length() && line.charAt(position) == ' ') {
                position++;
            }
            if (i == word) {
                return position;
            }
            while (position < line.length() && line.charAt(position) != ' ') {
                position++;
            }
        }
    }
}
