/** The environment variables that configure the controller: how they are described, bound, checked and explained when wrong. */
@NullMarked
package io.netstacks.controller.environment;

import org.jspecify.annotations.NullMarked;
