/** Users, sign-in, tokens, roles and permissions; the rule that every endpoint denies by default. */
@NullMarked
package io.netstacks.controller.auth;

import org.jspecify.annotations.NullMarked;
