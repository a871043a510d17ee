/*
 * Scan a QR code with the camera: a picture at a time goes to the server,
 * which reads it, until there is a code; its text is then checked as if it
 * had been typed, but for a link to another host: that is never followed. Without this script the page has all but the camera.
 */
"use strict";

(() => {
  const box = document.getElementById("camera");
  const input = document.getElementById("input");
  const scanned = input?.form.elements.namedItem("scanned");
  if (!box || !input || !navigator.mediaDevices) return;

  const PAUSE_MS = 400;
  const BUSY_MS = 3000;
  const SIDE = 1280;
  const [start, stop] = box.querySelectorAll("button");
  const video = box.querySelector("video");
  const state = box.querySelector("[role=status]");
  const canvas = document.createElement("canvas");
  let stream = null;

  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  function show(on, words) {
    video.hidden = !on;
    stop.hidden = !on;
    start.hidden = on;
    state.textContent = words;
  }

  function end(words = "") {
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    video.srcObject = null;
    show(false, words);
  }

  function picture() {
    const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  }

  /* The text of the code in sight, or how long to wait for the next try. */
  async function look() {
    if (video.videoWidth === 0) return { ms: PAUSE_MS };
    const answer = await fetch(box.dataset.url, {
      method: "POST", headers: { "Content-Type": "image/jpeg" }, body: await picture(),
    });
    if (answer.status === 429 || answer.status === 503) return { ms: BUSY_MS };
    const texts = answer.ok ? (await answer.json()).texts : [];
    return { ms: PAUSE_MS, text: texts.find((t) => /[0-9a-z]{27}/i.test(t)) ?? texts[0] };
  }

  async function scan() {
    const mine = stream;
    while (stream === mine) {
      const { ms, text } = await look().catch(() => ({ ms: BUSY_MS }));
      if (stream !== mine) return;
      if (text !== undefined) {
        end();
        input.value = text;
        scanned.disabled = false;
        input.form.requestSubmit();
        return;
      }
      await wait(ms);
    }
  }

  start.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: SIDE } },
      });
    } catch {
      end(box.dataset.refused);
      return;
    }
    show(true, box.dataset.looking);
    stop.focus();
    video.srcObject = stream;
    await video.play().catch(() => {});
    await scan();
  });
  stop.addEventListener("click", () => {
    end();
    start.focus();
  });
  addEventListener("pagehide", () => end());
  /* back on this page, what is typed was not scanned */
  addEventListener("pageshow", () => { scanned.disabled = true; });
  box.hidden = false;
})();
