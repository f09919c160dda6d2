/** The API's documentation page reads the same key. */
const key = 'perennial-token';

/** Takes the token over from the link that `npm start` prints, and removes it from the address. */
export function takeTokenFromAddress() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return;
  keepToken(token);
  history.replaceState(null, '', location.pathname);
}

/** @returns {string | null} */
export function readToken() {
  return sessionStorage.getItem(key);
}

/** In this tab only. @param {string} token */
export function keepToken(token) {
  // a header takes no other characters; such a token is refused anyway
  sessionStorage.setItem(key, token.trim().replace(/[^\x21-\x7e]/g, '?'));
}

export function forgetToken() {
  sessionStorage.removeItem(key);
}
