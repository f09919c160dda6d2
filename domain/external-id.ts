/**
 * Characters of an external id, wherever one comes in: imports, predictions, outcomes. That many keep every index entry within its page,
 * even at four bytes each.
 */
export const longestExternalId = 500;
