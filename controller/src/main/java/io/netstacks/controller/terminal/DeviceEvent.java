package io.netstacks.controller.terminal;

import org.jspecify.annotations.Nullable;

/** What a {@link DeviceLink} reports, in order. After {@link Ended} nothing follows. */
public sealed interface DeviceEvent {

    /**
     * The device sent {@code bytes}; the first of them is byte number {@code offset} of all output of this link, counted from 0. Each byte used up
     * one granted byte. The array belongs to the receiver and is never changed.
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Output(long offset, byte[] bytes) implements DeviceEvent {}

    /** The device's side has taken all input before byte number {@code offset}, counted from 0. */
    record InputTaken(long offset) implements DeviceEvent {}

    /**
     * The shell is over.
     *
     * @param message why, for a person, without secrets; never contains the letters "auth" in any case (terminal contract, rule 8)
     * @param exitStatus the shell's exit status where the device told one
     */
    record Ended(String message, @Nullable Integer exitStatus) implements DeviceEvent {}
}
