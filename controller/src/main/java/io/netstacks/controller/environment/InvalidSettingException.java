package io.netstacks.controller.environment;

/**
 * A setting that the controller cannot start with. Its message names the variable, what was wrong, the form and an example, and never the value:
 * values may be secret.
 */
public class InvalidSettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String variable;

    /**
     * @param variable the environment variable, for example {@code DATABASE_URL}
     * @param problem what is wrong, as the rest of a sentence that starts with the variable's name, for example "is missing"
     * @param form what a value looks like
     * @param example a value that works, or a command that makes one
     */
    public InvalidSettingException(String variable, String problem, String form, String example) {
        super("%s %s. Expected: %s. Example: %s".formatted(variable, problem, form, example));
        this.variable = variable;
    }

    /** The environment variable to change. */
    public String variable() {
        return variable;
    }
}
