import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { Title } from "../web/Title";
import { useNow } from "../web/useNow";
import { type Notice, TodoNotice } from "./TodoNotice";
import { TodoRow } from "./TodoRow";
import "./todos.css";
import { useTodo } from "./useTodo";

export default function TodoPage() {
  const todo = useTodo();
  const now = useNow();
  const [isEdited, setEdited] = useState(false);
  const [notice, setNotice] = useState<Notice>();
  const isDeleted = notice && "verb" in notice && notice.verb === "Deleted";
  return (
    <>
      <Title>Todo</Title>
      <h1>Todo</h1>
      <div className="messages"><TodoNotice notice={notice} onNotice={setNotice} /></div>
      <ul className="todos">
        {!isDeleted && <TodoRow todo={todo} now={now} isEdited={isEdited} onEdit={setEdited} onNotice={setNotice} />}
      </ul>
      <p><Link to="/todos">All todos</Link></p>
    </>
  );
}
