package io.netstacks.controller.auth;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may call an endpoint; exactly one of the three. It stands on a controller's method (or on the controller for all its methods), or on the class of
 * a WebSocket handler. An endpoint without it is denied to everybody.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Access {

    /** The {@link Permission} that the caller must hold. */
    String permission() default "";

    /** Whether any signed-in user may call it. */
    boolean signedIn() default false;

    /** Whether it needs no sign-in. A token that comes along is not looked at, so an expired one does no harm. */
    boolean anyone() default false;
}
