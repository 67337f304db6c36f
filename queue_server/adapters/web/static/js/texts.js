// Texts of the page in its languages; the catalogue comes with the page.

/** Fill %(name)s places. */
export function fill(text, values = {}) {
  return text.replace(/%\((\w+)\)s/g, (place, name) => (name in values ? String(values[name]) : place));
}

/** Return a speaker of one language: say(key, values) and count(key, n, values). */
export function createTexts(catalogue, language) {
  const texts = catalogue[language];
  const plural = new Intl.PluralRules(language);
  const entry = (key) => {
    if (!(key in texts)) throw new Error(`no text ${key} in ${language}`);
    return texts[key];
  };
  return {
    language,
    has: (key) => key in texts,
    say: (key, values) => fill(entry(key), values),
    count: (key, n, values = {}) => {
      const forms = entry(key);
      return fill(plural.select(n) === "one" ? forms.one : forms.many, { n, ...values });
    },
    /** The sentence for a refusal's code; unknown codes get the general one. */
    error: (code) => texts.errors[code] ?? texts.errors.server_error,
  };
}

/** Return an office's text in a language, else in Vietnamese, else in any. */
export function textIn(byLanguage, language) {
  return byLanguage?.[language] ?? byLanguage?.vi ?? Object.values(byLanguage ?? {})[0] ?? "";
}

/** Return a text whose lines never begin with a dash: it stays with the word before. */
export function dashKept(text) {
  return text.replaceAll(" – ", "\u00a0– ");
}

/** Return a counter's name in a language: "Quầy 3" is "Counter 3" in English, other names stay. */
export function counterNameIn(name, language) {
  const found = language === "en" && /^Quầy\s+(.+)$/i.exec(name.trim());
  return found ? `Counter ${found[1]}` : name;
}
