/** The code stands behind #, which browsers don't send: no log and no preview of the link uses it up. The page sends it. */
export function signInLink(dashboardUrl: string, code: string): string {
  return `${dashboardUrl.replace(/\/+$/, '')}/#sign-in=${code}`;
}
