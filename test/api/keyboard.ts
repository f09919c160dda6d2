import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

/** What has the focus, once the browser has taken it from what is hidden or disabled, and what is wrong with that. */
const focused = `(async () => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const at = document.activeElement;
  if (at === document.body) return { at: 'nothing', wrong: 'the focus is lost' };
  const name = at.outerHTML.slice(0, 120);
  const { top, bottom } = at.getBoundingClientRect();
  if (!at.checkVisibility() || bottom < 0 || top > innerHeight) return { at: name, wrong: 'it is out of sight' };
  const outlined = at.matches('.unseen') ? at.nextElementSibling : at;
  return { at: name, wrong: getComputedStyle(outlined).outlineStyle === 'none' ? 'nothing shows the focus' : '' };
})()`;

/** That a keyboard goes on somewhere, and that one sees where. */
export async function assertFocusSeen(page: Page): Promise<void> {
  const { at, wrong } = await page.evaluate<{ at: string; wrong: string }>(focused);
  assert.equal(wrong, '', at);
}

/** Goes there as a keyboard does. @param key Tab or Shift+Tab */
export async function tabTo(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const page = target.page();
  for (let pressed = 0; pressed < 250; pressed++) {
    await page.keyboard.press(key);
    if (await target.evaluate((one) => one === one.ownerDocument.activeElement)) return assertFocusSeen(page);
  }
  assert.fail(`${key} does not reach ${target}`);
}

/** Goes to a button or link, and presses it. */
export async function press(target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(target);
  await target.page().keyboard.press(key);
}

/** Presses what asks for a reason, gives one, and sees that the focus is kept. @param answer the button of the dialog */
export async function pressWithReason(target: Locator, answer: string, reason: string): Promise<void> {
  const page = target.page();
  await press(target);
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.keyboard.type(reason);
  await press(dialog.getByRole('button', { name: answer, exact: true }));
  await dialog.waitFor({ state: 'detached' });
}
