package dev.carillon.engine.time;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;

/// Time zones by the names that calendar programs write: places, and those of Windows as Outlook does.
final class IcsZones {
    /// From `windowsZones.xml` of the Unicode CLDR, territory 001; the more usual ones.
    private static final Map<String, String> WINDOWS =
            Map.ofEntries(
                    Map.entry("AUS Eastern Standard Time", "Australia/Sydney"),
                    Map.entry("Arab Standard Time", "Asia/Riyadh"),
                    Map.entry("Arabian Standard Time", "Asia/Dubai"),
                    Map.entry("Argentina Standard Time", "America/Buenos_Aires"),
                    Map.entry("Atlantic Standard Time", "America/Halifax"),
                    Map.entry("Canada Central Standard Time", "America/Regina"),
                    Map.entry("Cen. Australia Standard Time", "Australia/Adelaide"),
                    Map.entry("Central America Standard Time", "America/Guatemala"),
                    Map.entry("Central Europe Standard Time", "Europe/Budapest"),
                    Map.entry("Central European Standard Time", "Europe/Warsaw"),
                    Map.entry("Central Standard Time", "America/Chicago"),
                    Map.entry("China Standard Time", "Asia/Shanghai"),
                    Map.entry("E. Australia Standard Time", "Australia/Brisbane"),
                    Map.entry("E. South America Standard Time", "America/Sao_Paulo"),
                    Map.entry("Eastern Standard Time", "America/New_York"),
                    Map.entry("Egypt Standard Time", "Africa/Cairo"),
                    Map.entry("FLE Standard Time", "Europe/Kiev"),
                    Map.entry("GMT Standard Time", "Europe/London"),
                    Map.entry("GTB Standard Time", "Europe/Bucharest"),
                    Map.entry("Greenwich Standard Time", "Atlantic/Reykjavik"),
                    Map.entry("Hawaiian Standard Time", "Pacific/Honolulu"),
                    Map.entry("India Standard Time", "Asia/Calcutta"),
                    Map.entry("Israel Standard Time", "Asia/Jerusalem"),
                    Map.entry("Korea Standard Time", "Asia/Seoul"),
                    Map.entry("Mountain Standard Time", "America/Denver"),
                    Map.entry("Nepal Standard Time", "Asia/Katmandu"),
                    Map.entry("New Zealand Standard Time", "Pacific/Auckland"),
                    Map.entry("Pacific SA Standard Time", "America/Santiago"),
                    Map.entry("Pacific Standard Time", "America/Los_Angeles"),
                    Map.entry("Romance Standard Time", "Europe/Paris"),
                    Map.entry("Russian Standard Time", "Europe/Moscow"),
                    Map.entry("SA Pacific Standard Time", "America/Bogota"),
                    Map.entry("SE Asia Standard Time", "Asia/Bangkok"),
                    Map.entry("Singapore Standard Time", "Asia/Singapore"),
                    Map.entry("South Africa Standard Time", "Africa/Johannesburg"),
                    Map.entry("Tokyo Standard Time", "Asia/Tokyo"),
                    Map.entry("Turkey Standard Time", "Europe/Istanbul"),
                    Map.entry("US Mountain Standard Time", "America/Phoenix"),
                    Map.entry("UTC", "UTC"),
                    Map.entry("W. Europe Standard Time", "Europe/Berlin"));

    private IcsZones() {}

    static @Nullable ZoneId find(String name) {
        try {
            return ZoneId.of(WINDOWS.getOrDefault(name, name));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
