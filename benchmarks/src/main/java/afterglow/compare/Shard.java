package afterglow.compare;

import afterglow.cli.BadInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A fixed part of a plan: whole generations, because only within one are contestants compared. */
record Shard(int index, int count) {

    static final Shard WHOLE = new Shard(1, 1);

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})/([1-9][0-9]{0,3})");

    static Shard parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new BadInputException("--shard '" + text + "' is not of the form I/N, such as 2/4");
        }
        Shard shard = new Shard(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
        if (shard.index > shard.count) {
            throw new BadInputException("--shard '" + text + "': there are only " + shard.count + " parts");
        }
        return shard;
    }

    boolean has(int number) {
        return (number - 1) % count == index - 1;
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
