import type { Schemas } from "../web/api";
import { Time } from "../web/Time";
import { countAttempts, MAX_SHOWN } from "./work";

interface Props {
  mails: Schemas["UnsentMail"][];
  onRetry: (jobId: string) => void;
}

export function MailList({ mails, onRetry }: Props) {
  return (
    <>
      <ul className="entries">
        {mails.map((mail) => (
          <li key={mail.job_id}>
            <strong>{mail.subject}</strong>
            <span>
              To {mail.recipient}, queued on <Time moment={mail.created_at} />. {countAttempts(mail.attempts)}{" "}
              {mail.due_at && <>Next attempt on <Time moment={mail.due_at} />.</>}
            </span>
            {mail.error && <code>{mail.error}</code>}
            {!mail.due_at && (
              <button className="link" type="button" onClick={() => { onRetry(mail.job_id); }}>
                Try again<span className="unseen"> the mail to {mail.recipient}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {mails.length === MAX_SHOWN && <p>Only the newest {MAX_SHOWN} are shown.</p>}
    </>
  );
}
