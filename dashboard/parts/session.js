/** @import { Session } from '../../api/contracts/session.ts' */
import { byId } from './elements.js';
import { get, post, Refusal } from './http.js';

/** Where a link from a mail led before its reader was signed in; in this browser, as the sign-in link may open another tab. */
const wantedKey = 'perennial-wanted';
const codeLink = /^#sign-in=([\w-]+)$/;

const place = byId('sign-in', HTMLElement);
const problem = byId('sign-in-problem', HTMLElement);

/**
 * Who is signed in. Redeems the code in the address, if there is one, and takes it out of the address. null: nobody.
 * @returns {Promise<Session | null>}
 */
export async function openSession() {
  const code = codeLink.exec(location.hash)?.[1];
  if (code !== undefined) {
    history.replaceState(null, '', `/${localStorage.getItem(wantedKey) ?? ''}`);
    try {
      await post('/sign-in', { code });
      localStorage.removeItem(wantedKey);
    } catch (error) {
      report(error);
    }
  }
  try {
    return await get('/api/v1/session');
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return null;
    throw error;
  }
}

/** Shows how to sign in. @param {() => void} signedIn called once somebody has */
export function askToSignIn(signedIn) {
  if (location.hash !== '' && !codeLink.test(location.hash)) localStorage.setItem(wantedKey, location.hash);
  place.hidden = false;
  const form = byId('sign-in-form', HTMLFormElement);
  const token = byId('token', HTMLInputElement);
  form.onsubmit = async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      await post('/sign-in', { token: token.value.trim() });
      token.value = '';
      enter();
    } catch (error) {
      report(error, 'This token is not valid.');
    }
  };
  // the link was opened in another tab
  const look = async () => {
    if (document.visibilityState === 'visible' && (await openSession().catch(() => null)) !== null) enter();
  };
  document.addEventListener('visibilitychange', look);
  window.addEventListener('focus', look);

  function enter() {
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('focus', look);
    localStorage.removeItem(wantedKey);
    place.hidden = true;
    problem.hidden = true;
    signedIn();
  }
}

/** @param {unknown} error @param {string} [otherwise] instead of the words of a refusal */
function report(error, otherwise) {
  const refused = error instanceof Refusal && error.status === 401;
  problem.textContent =
    refused && otherwise !== undefined ? otherwise : error instanceof Error ? error.message : String(error);
  problem.hidden = false;
}

export async function signOut() {
  await post('/api/v1/session/end', {}).catch(() => {});
  location.assign('/');
}
