package io.netstacks.controller.tryout.router;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What all sessions on one router see: its name, its interfaces, how long it is up. */
final class RouterState {

    static final class Port {
        final String name;
        final boolean isConnected;
        volatile String address;
        volatile String mask = "255.255.255.0";
        volatile String description;
        volatile boolean isShutDown;

        Port(String name, String address, String description, boolean isConnected) {
            this.name = name;
            this.address = address;
            this.description = description;
            this.isConnected = isConnected;
        }

        String status() {
            return isShutDown ? "administratively down" : isConnected ? "up" : "down";
        }

        String protocol() {
            return !isShutDown && isConnected ? "up" : "down";
        }
    }

    final Clock clock;
    final Instant startedAt;
    final String enableSecret;
    final List<Port> ports;
    volatile String hostname;

    RouterState(String hostname, String enableSecret, Clock clock) {
        this.hostname = hostname;
        this.enableSecret = enableSecret;
        this.clock = clock;
        this.startedAt = clock.instant();
        List<Port> all = new ArrayList<>();
        all.add(new Port("Vlan1", "", "", false));
        all.getFirst().isShutDown = true;
        all.add(new Port("Vlan10", "10.10.0.1", "Management", true));
        all.add(new Port("GigabitEthernet0/0", "192.0.2.1", "Uplink to Zürich", true));
        all.add(new Port("GigabitEthernet0/1", "198.51.100.1", "dist-sw-1", true));
        for (int i = 2; i < 24; i++) {
            all.add(new Port("GigabitEthernet0/" + i, "", i < 8 ? "access " + i : "", i < 6));
        }
        all.add(new Port("Loopback0", "203.0.113.1", "Router id", true));
        all.getLast().mask = "255.255.255.255";
        ports = List.copyOf(all);
    }

    /** The interface that {@code typed} abbreviates: the beginning of the kind's name and the whole number, {@code gi0/1}. */
    Optional<Port> port(String typed) {
        int digits = 0;
        while (digits < typed.length() && !Character.isDigit(typed.charAt(digits))) {
            digits++;
        }
        String kind = typed.substring(0, digits).toLowerCase();
        String number = typed.substring(digits);
        return ports.stream()
                .filter(port -> !number.isEmpty()
                        && port.name.toLowerCase().startsWith(kind)
                        && port.name.replaceFirst("^\\D+", "").equals(number))
                .findFirst();
    }

    /** As devices write it: {@code 1 day, 2 hours, 3 minutes}. */
    String uptime() {
        Duration up = Duration.between(startedAt, clock.instant());
        return "%d days, %d hours, %d minutes".formatted(up.toDays(), up.toHoursPart(), up.toMinutesPart());
    }
}
