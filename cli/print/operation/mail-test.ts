/** The hops of a test mail, in the order in which it takes them. */
export function settingsLine(from: string, to: readonly string[]): string {
  return `OK Settings: from ${from} to ${to.join(', ')}`;
}

/** @param server null: SMTP_URL is not set */
export function wayLine(server: string | null): string {
  return `OK Way: ${server === null ? 'the local mailbox, because SMTP_URL is not set' : `the mail server ${server}`}`;
}

export function outboxLine(mail: number, to: string): string {
  return `OK Outbox: mail ${mail} to ${to}`;
}

export function workflowLine(workflowId: string): string {
  return `OK Temporal: workflow ${workflowId}`;
}

export function deliveredLine(to: string, answer: string): string {
  return `OK Delivered to ${to}: ${answer}`;
}

/** What this machine and the mail server said to each other. */
export function conversationLine(line: string): string {
  return `   ${line}`;
}
