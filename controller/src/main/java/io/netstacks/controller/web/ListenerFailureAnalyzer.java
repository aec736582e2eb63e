package io.netstacks.controller.web;

import io.netstacks.controller.environment.InvalidSettingException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import reactor.netty.ChannelBindException;

/** Says which setting to change when the listener cannot be opened. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class ListenerFailureAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ChannelBindException bind) {
                InvalidSettingException explained = explain(bind, "API_PORT", "3000");
                return new FailureAnalysis(
                        explained.getMessage(), "Set this environment variable and start again.", explained);
            }
        }
        return null;
    }

    /** The operating system tells its reason in words only. */
    static InvalidSettingException explain(ChannelBindException failure, String portVariable, String example) {
        Throwable cause = failure.getCause();
        String reason = cause == null ? "" : String.valueOf(cause.getMessage());
        if (reason.contains("assign requested address")) {
            return new InvalidSettingException(
                    "API_BIND_ADDR", "is not an address of this machine", ListenerSettings.ADDRESS_FORM, "0.0.0.0");
        }
        String problem = reason.contains("ermission denied")
                ? "is %d, which this user may not open"
                : reason.contains("in use")
                        ? "is %d, which another process listens on"
                        : "is %d, which cannot be opened";
        return new InvalidSettingException(
                portVariable, problem.formatted(failure.localPort()), ListenerSettings.PORT_FORM, example);
    }
}
