package dev.carillon.console.words;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/// The texts of one package, from its `texts.properties`, so that they can be translated.
public final class Texts {
    private final ResourceBundle bundle;

    private Texts(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /// @param screen any class of the package
    public static Texts of(Class<?> screen) {
        return new Texts(
                ResourceBundle.getBundle(
                        screen.getPackageName() + ".texts",
                        Locale.getDefault(),
                        screen.getClassLoader(),
                        ResourceBundle.Control.getNoFallbackControl(
                                ResourceBundle.Control.FORMAT_PROPERTIES)));
    }

    /// A text with its places filled in, as [MessageFormat] does.
    ///
    /// @throws java.util.MissingResourceException when there is no such text
    public String get(String key, Object... values) {
        String text = bundle.getString(key);
        return values.length == 0 ? text : new MessageFormat(text, Locale.ENGLISH).format(values);
    }

    /// A text that is not there for every key.
    ///
    /// @param or what is there for the others
    public String getOr(String key, String or) {
        return bundle.containsKey(key) ? bundle.getString(key) : or;
    }
}
