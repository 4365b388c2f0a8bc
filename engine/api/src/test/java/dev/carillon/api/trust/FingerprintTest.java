package dev.carillon.api.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    private static final String HEX =
            "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
    private static final String PRINTED =
            "0F:1E:2D:3C:4B:5A:69:78:87:96:A5:B4:C3:D2:E1:F0:0F:1E:2D:3C:4B:5A:69:78:87:96:A5:B4:C3:D2:E1:F0";

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEX,
                PRINTED,
                " " + PRINTED + "\n",
                "sha256:" + HEX,
                "SHA256 Fingerprint=" + PRINTED,
                "sha256 Fingerprint=" + PRINTED
            })
    void whatThisOrOpenSslPrintedIsRead(String text) {
        assertThat(Fingerprint.parse(text)).isEqualTo(new Fingerprint(HEX)).hasToString(PRINTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0f", HEX + "00", "zz", "md5:" + HEX})
    void whatIsNoFingerprintIsRefusedWithWhereToFindOne(String text) {
        assertThatThrownBy(() -> Fingerprint.parse(text))
                .isInstanceOf(CarillonException.class)
                .hasMessageContaining("carillon certificate");
    }
}
