package io.netstacks.controller.startup;

/** Published once, on the start's thread, as soon as this instance is ready: for what a start need not wait for, but nobody should have to wait for later. */
public record InstanceReady() {}
