"""Films and pictures on the lobby screen: by turns, almost mute while somebody is called, broken ones passed over."""

import base64

import pytest

from tests.media_files import a_picture

FILM = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 36 });
  const picture = canvas.getContext("2d");
  const painting = setInterval(() => {
    picture.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
    picture.fillRect(0, 0, 64, 36);
  }, 40);
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const out = audio.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  const stream = new MediaStream([...canvas.captureStream(25).getTracks(), ...out.stream.getTracks()]);
  const recorder = new MediaRecorder(stream, { mimeType: "video/webm;codecs=vp8,opus" });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.start();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  recorder.stop();
  await ended;
  clearInterval(painting);
  tone.stop();
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""
VOLUME = "() => document.querySelector('video.slide')?.volume ?? null"


@pytest.fixture(scope="module")
def film(chromium_browser, base_url):
    """A film of a second and a half with sound, made by the browser itself."""
    page = chromium_browser.new_page(base_url=base_url)
    page.goto("/healthz")
    content = base64.b64decode(page.evaluate(FILM))
    page.close()
    return content


@pytest.fixture
def playlist(lobby, programs, administrator, film):
    """The layout with a zone for films, with two films, a picture, and a file that was copied there broken."""
    folder = programs.folder / "var/media" / lobby.office
    for name, content in (("1.webm", film), ("3.webm", film), ("4.png", a_picture("PNG", (160, 90)))):
        administrator("POST", "/admin/media", params={"office": lobby.office, "name": name}, data=content)
    (folder / "2.webm").write_bytes(film[:300])
    layout = f"/admin/layouts/{lobby.office}:media"
    administrator("PATCH", layout, json={"call_s": 3, "picture_s": 3})
    yield
    administrator("DELETE", layout)
    for name in ("1.webm", "2.webm", "3.webm", "4.png"):
        administrator("DELETE", f"/admin/media/{lobby.office}:{name}")


def test_films_play_by_turns_and_are_almost_mute_while_somebody_is_called(new_page, lobby, playlist):
    page = new_page(1920, 1080)
    page.goto(f"/tv?office={lobby.office}&layout=media")
    page.wait_for_function("() => document.querySelector('video.slide')?.currentTime > 0.2")
    assert page.evaluate("() => document.querySelector('video.slide').muted") is False
    assert page.evaluate(VOLUME) == pytest.approx(0.6)

    ticket = lobby.call_to("1")
    page.wait_for_function(
        "number => document.querySelector('#now-number').textContent === number", arg=ticket["number"]
    )
    # The zone may show the picture just now; every film that begins while the call lasts is quiet, too.
    loudest = page.evaluate(
        """async () => {
          const heard = [];
          while (document.querySelector("#now").dataset.state === "new") {
            const film = document.querySelector("video.slide");
            if (film) heard.push(film.volume);
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          return Math.max(0, ...heard);
        }"""
    )
    assert loudest <= 0.09

    page.wait_for_function("() => document.querySelector('video.slide')?.volume > 0.5")
    shown = set()
    for _ in range(300):
        shown.add(page.evaluate("() => document.querySelector('.slide')?.getAttribute('src')?.split('/').at(-1)"))
        if {"1.webm", "3.webm", "4.png"} <= shown:
            break
        page.wait_for_timeout(100)
    assert {"1.webm", "3.webm", "4.png"} <= shown, "the broken film stops nobody"
