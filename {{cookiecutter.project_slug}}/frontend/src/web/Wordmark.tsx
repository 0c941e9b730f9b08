import { Link } from "@tanstack/react-router";

import { useApp } from "./app";

export function Wordmark() {
  return (
    <Link className="wordmark" to="/" activeProps={{}}>
      <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" />
      <span>{useApp().name}</span>
    </Link>
  );
}
