/** Only developers see this, on their own machine. Delete it when you know your way around. */
export function FirstSteps() {
  return (
    <aside className="first-steps" aria-label="For developers">
      <p><strong>It runs.</strong> Only you see this, during development. Next:</p>
      <ul>
        <li><a href="/mailbox">Your mailbox</a> has the mail that the app sends</li>
        <li><a href="/docs">The API</a>, to read and to try</li>
        <li>The first admin: <code>uv run app create-user you@example.com --admin</code></li>
        <li>Delete the example: <code>README.md</code> in its folder says how</li>
      </ul>
    </aside>
  );
}
