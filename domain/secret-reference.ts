/** Where a secret is, never the secret: a variable of the environment of whoever needs it, or a file there that only its owner may read. */
export type SecretReference = { readonly env: string } | { readonly file: string };

/** What a reference leads to, read anew each time, so that a changed file counts. It is kept nowhere, and stands in no message. */
export type ReadSecret = (reference: SecretReference) => string;
