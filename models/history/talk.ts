/** Hours (a year). Older messages say nothing about a contact's present habits; leaving them out also bounds a query's work. */
export const talkHours = 8760;

/** A reply counts for the messages of the 24 hours before it: WhatsApp's customer service window. */
export const replyHours = 24;

/**
 * Joins `talk`: aggregates over the contact's messages before `s.moment`. Each message `m` has its columns and
 * - `inbound`;
 * - `tone`: its sentiment, given by the business or measured by us;
 * - `next_inbound_at`: the contact's first inbound message after it, as known at the moment;
 * - `answered`: outbound, and answered within 24 h;
 * - `settled`: outbound, and known at the moment whether it was answered in time;
 * - `minutes`: from it to the answer, for what was answered in time.
 *
 * Going back in time, the window frame only grows, so the minimum is a running one. At equal times an outbound message is visited
 * first, so that a message of the same moment doesn't answer it.
 */
export function talkHistory(aggregates: string): string {
  return `
left join lateral (
  select ${aggregates}
  from (${talkMessages}
  ) as m
) as talk on true`;
}

/** The messages `m` of `talkHistory`. */
export const talkMessages = `
    select d.*,
      coalesce(not d.inbound and d.next_inbound_at <= d.sent_at + interval '${replyHours} hours', false) as answered,
      not d.inbound and (d.sent_at + interval '${replyHours} hours' <= s.moment
        or coalesce(d.next_inbound_at <= d.sent_at + interval '${replyHours} hours', false)) as settled,
      case when not d.inbound and d.next_inbound_at <= d.sent_at + interval '${replyHours} hours'
        then extract(epoch from d.next_inbound_at - d.sent_at)::double precision / 60 end as minutes
    from (
      select m.*, m.direction = 'inbound' as inbound, coalesce(m.sentiment, m.measured_sentiment) as tone,
        min(case when m.direction = 'inbound' then m.sent_at end) over (
          order by m.sent_at desc, (m.direction = 'inbound'), m.external_id collate "C" desc rows between unbounded preceding and 1 preceding
        ) as next_inbound_at
      from messages as m
      where m.contact_id = s.contact_id and m.sent_at < s.moment
        and m.sent_at >= s.moment - interval '${talkHours} hours'
    ) as d`;

/** Prior of reply rates: between broadcasts (8-22% are answered) and messages within conversations, most of which are. */
export const typicalReplyRate = 0.3;

/** ln(1 + 47 minutes), the median time to answer a business's message. */
export const typicalReplyMinutesLog = Math.log(48);

/** Hours since the contact last wrote; for one that never wrote, since it was created. At most a year. */
export const hoursSinceInbound = `least(extract(epoch from s.moment - coalesce(talk.last_inbound_at, c.created_at))::double precision / 3600, ${talkHours})`;

/** Between which ln(1 + minutes to answer) lie. */
export const replyMinutesLogs = [0, Math.log1p(60 * replyHours)] as const;
