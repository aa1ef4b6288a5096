package afterglow.cli;

import afterglow.results.Build;
import picocli.CommandLine.IVersionProvider;

/** What every command answers to {@code --version}. */
public final class BuildVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {Build.current().inWords()};
    }
}
