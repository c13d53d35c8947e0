/* Reading a page aloud and printing it, where the browser can: buttons [data-aloud] and [data-print]. */
"use strict";

(() => {
  const BLOCKS = "h1,h2,h3,p,li,dt,dd,td,th,summary,section,div,main";
  const SILENT = "nav,form,button,script,[data-silent]";
  const SENTENCE = /[^。！？；]+[。！？；]?/g;

  const printer = document.querySelector("[data-print]");
  if (printer) {
    printer.hidden = false;
    printer.addEventListener("click", () => window.print());
  }

  const button = document.querySelector("[data-aloud]");
  const speech = window.speechSynthesis;
  if (!button || !speech || !window.SpeechSynthesisUtterance) return;
  const [start, stop] = [button.textContent, "停"];
  button.hidden = false;

  const isRead = (element) => !element.closest(SILENT) && element.getClientRects().length > 0;

  /* What is seen, block by block: text of links and emphasis belongs to the block around it. */
  const sentences = () => {
    const walker = document.createTreeWalker(document.getElementById("main"), NodeFilter.SHOW_TEXT);
    const found = [];
    let last = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent.trim().replace(/\s+/g, " ");
      if (!text || !isRead(node.parentElement)) continue;
      const block = node.parentElement.closest(BLOCKS);
      if (block === last) found[found.length - 1] += text;
      else found.push(text);
      last = block;
    }
    /* Some browsers fall silent within a long text, none within a sentence. */
    return found.flatMap((text) => text.match(SENTENCE) || []);
  };

  let reading = 0; // counts readings, so that what was stopped cannot end the next one

  const silence = () => {
    reading += 1;
    speech.cancel();
    button.textContent = start;
  };

  const fail = () => {
    silence();
    button.textContent = "这里读不了";
    button.disabled = true;
  };

  const read = () => {
    silence();
    const mine = reading;
    const texts = sentences();
    const chinese = speech.getVoices().find((voice) => voice.lang.replace("_", "-").startsWith("zh"));
    button.textContent = stop;
    for (const [number, text] of texts.entries()) {
      if (mine !== reading) return; // it failed already
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = "zh-CN";
      utterance.rate = 0.9;
      if (chinese) utterance.voice = chinese;
      utterance.onerror = () => { if (mine === reading) fail(); };
      if (number === texts.length - 1) utterance.onend = () => { if (mine === reading) silence(); };
      speech.speak(utterance);
    }
  };

  button.addEventListener("click", () => (button.textContent === stop ? silence() : read()));
  window.addEventListener("pagehide", silence);
})();
