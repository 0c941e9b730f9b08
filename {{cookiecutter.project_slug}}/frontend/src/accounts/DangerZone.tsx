import { Link } from "@tanstack/react-router";

export function DangerZone() {
  return (
    <section className="danger-zone" aria-labelledby="danger-zone">
      <h2 id="danger-zone">Danger zone</h2>
      <p>
        If you delete your account, everything in it is deleted too. This can’t be undone. To keep a copy,
        download it from <Link to="/account/data">Your data</Link> first.
      </p>
      <p><Link className="button danger quiet" to="/account/delete">Delete your account…</Link></p>
    </section>
  );
}
