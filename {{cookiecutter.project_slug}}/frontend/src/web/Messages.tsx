import { Flash } from "./Flash";
import { useMessages } from "./messages";

/** The messages about what just happened. Screen readers read them out when they appear. */
export function Messages() {
  return (
    <div className="messages" role="status">
      {useMessages().map(({ kind, text }) => <Flash key={text} kind={kind}>{text}</Flash>)}
    </div>
  );
}
