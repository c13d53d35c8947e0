/* What axe-core does not say: what is smaller than it must be. The first three of each. */
window.looking = (() => {
  const PRESSED = 'a[href], button, summary, select, textarea, [role="button"], [role="tab"], input:not([type="hidden"])';
  const MOST = 3;

  const isSeen = (one) => {
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    return box.width > 1 && box.height > 1 && style.visibility === "visible" && style.opacity !== "0";
  };
  // A link within a sentence may be as high as its line (WCAG 2.5.8).
  const isInASentence = (one) =>
    getComputedStyle(one).display === "inline" && one.parentElement.innerText.trim() !== one.innerText.trim();
  // A box to tick is pressed on its label as well.
  const area = (one) => {
    const label = ["radio", "checkbox"].includes(one.type) && one.labels && one.labels[0];
    return (label || one).getBoundingClientRect();
  };
  const head = (one) => one.outerHTML.slice(0, 120).replace(/\s+/g, " ");

  return {
    smallTargets: (smallest) =>
      [...document.querySelectorAll(PRESSED)]
        .filter((one) => isSeen(one) && !isInASentence(one))
        .filter((one) => area(one).width < smallest || area(one).height < smallest)
        .slice(0, MOST)
        .map((one) => `${head(one)} ${Math.round(area(one).width)}×${Math.round(area(one).height)}`),
    smallText: (smallest) =>
      [...document.querySelectorAll("body *")]
        .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
        .filter((one) => !one.closest("svg, noscript") && isSeen(one))
        .filter((one) => parseFloat(getComputedStyle(one).fontSize) < smallest)
        .slice(0, MOST)
        .map((one) => `${head(one)} ${getComputedStyle(one).fontSize}`),
    unfold: () => document.querySelectorAll("details").forEach((one) => (one.open = true)),
  };
})();
