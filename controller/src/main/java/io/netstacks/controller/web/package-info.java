/** What every HTTP endpoint shares: the error format, 404 and 503 as JSON, cross-origin rules. */
@NullMarked
package io.netstacks.controller.web;

import org.jspecify.annotations.NullMarked;
