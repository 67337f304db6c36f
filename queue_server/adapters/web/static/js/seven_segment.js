// Characters on seven segments, as the units' firmware draws them: bits 6-0 are segments a-g.

const FIRST = 0x20;
const PICTURES = [
  0x00, 0x00, 0x22, 0x00, 0x00, 0x00, 0x00, 0x02, // space to '
  0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, // ( to /
  0x7e, 0x30, 0x6d, 0x79, 0x33, 0x5b, 0x5f, 0x70, // 0 to 7
  0x7f, 0x7b, 0x00, 0x00, 0x00, 0x09, 0x00, 0x65, // 8 to ?
  0x00, 0x77, 0x1f, 0x4e, 0x3d, 0x4f, 0x47, 0x5e, // @ to G
  0x37, 0x06, 0x3c, 0x57, 0x0e, 0x76, 0x15, 0x1d, // H to O
  0x67, 0x73, 0x05, 0x5a, 0x0f, 0x3e, 0x1c, 0x3f, // P to W
  0x49, 0x3b, 0x6c, 0x00, 0x00, 0x00, 0x00, 0x08, // X to _
];
const SEGMENTS = {
  a: "M11 5 15 1H41L45 5 41 9H15Z",
  b: "M47 7 51 11V43L47 47 43 43V11Z",
  c: "M47 51 51 55V87L47 91 43 87V55Z",
  d: "M11 93 15 89H41L45 93 41 97H15Z",
  e: "M9 51 13 55V87L9 91 5 87V55Z",
  f: "M9 7 13 11V43L9 47 5 43V11Z",
  g: "M11 49 15 45H41L45 49 41 53H15Z",
};

/** Return the segments of a character, 0 for one that has no picture. */
export function segmentsOf(character) {
  return PICTURES[character.toUpperCase().charCodeAt(0) - FIRST] ?? 0;
}

/** Return a display of so many digits as {element, show(text)}; like the units it shows the last ones that fit. */
export function segmentDisplay(digits) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", `0 0 ${digits * 62} 98`);
  svg.setAttribute("class", "segments");
  svg.setAttribute("role", "img");
  const paths = [...Array(digits).keys()].map((digit) =>
    Object.values(SEGMENTS).map((shape) => {
      const path = document.createElementNS(space, "path");
      path.setAttribute("d", shape);
      path.setAttribute("transform", `translate(${digit * 62 + 5} 0) skewX(-3)`);
      svg.append(path);
      return path;
    }),
  );
  const show = (text) => {
    const shown = text.slice(-digits).padStart(digits);
    svg.setAttribute("aria-label", text.trim() || "–");
    paths.forEach((segments, digit) => {
      const bits = segmentsOf(shown[digit]);
      segments.forEach((path, index) => path.classList.toggle("on", Boolean((bits >> (6 - index)) & 1)));
    });
  };
  show("");
  return { element: svg, show };
}
