/** @import { Upload } from '../../api/contracts/imports.ts' */
import { Refusal } from './http.js';

/**
 * Sends a file to be imported. By XMLHttpRequest, which tells how much has left; fetch doesn't.
 * @param {File} file
 * @param {(share: number) => void} sent
 * @param {AbortSignal} leaving
 * @returns {Promise<Upload>}
 */
export function sendFile(file, sent, leaving) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/imports?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => sent(total === 0 ? 0 : loaded / total));
    request.addEventListener('load', () => {
      if (request.status === 201) resolve(request.response);
      else if (request.response?.code === undefined) reject(unsent());
      else reject(new Refusal(request.response));
    });
    // a refused file is not read to its end, which browsers take for a broken connection
    request.addEventListener('error', () => reject(unsent()));
    request.addEventListener('abort', () => reject(new Error('Sending the file was stopped.')));
    leaving.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function unsent() {
  return new Error(
    'The file did not arrive. Is it larger than 256 MB? Such files go in on the machine that runs Perennial: npx perennial import.',
  );
}
