// The signs of img/icons.svg, kept by the page: drawn from the file each time, they would vanish with the server.

const SHEET = new URL("../img/icons.svg", import.meta.url).href;
const SVG = "http://www.w3.org/2000/svg";

let kept = null;

/** Build a sign of img/icons.svg. */
export function icon(name) {
  if (!kept) keep();
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const drawn = kept.get(name);
  if (drawn) {
    svg.setAttribute("viewBox", drawn.getAttribute("viewBox"));
    svg.append(...drawn.cloneNode(true).childNodes);
  } else {
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `${SHEET}#${name}`);
    svg.append(use);
  }
  return svg;
}

async function keep() {
  kept = new Map();
  try {
    const answer = await fetch(SHEET);
    const sheet = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
    for (const symbol of sheet.querySelectorAll("symbol")) kept.set(symbol.id, symbol);
  } catch {
    kept = null; // the next sign asks again
  }
}
