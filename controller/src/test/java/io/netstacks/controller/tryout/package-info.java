/**
 * The trying-out mode ({@code ./mvnw -Ptry}): a complete single instance on one machine, with a database, a certificate and a simulated device of its own.
 * Test-support code: it is on the test class path only and never part of the product.
 */
package io.netstacks.controller.tryout;
