/** @param {import('../parts/page.js').Opened} opened */
export function showRun(opened) {
  opened.place.replaceChildren();
}
