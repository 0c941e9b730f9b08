import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { describeError } from "../web/api";
import { Flash } from "../web/Flash";
import { LiveParts } from "../web/LiveParts";
import { useSearchParams } from "../web/search";
import { Title } from "../web/Title";
import { EmptyTodos } from "./EmptyTodos";
import { NewTodo } from "./NewTodo";
import { TodoList } from "./TodoList";
import { type Notice, TodoNotice } from "./TodoNotice";
import "./todos.css";
import { TodoTabs } from "./TodoTabs";
import { useTodoList } from "./useTodoList";

export default function TodosPage() {
  const { complete, cursor } = useSearchParams();
  const [notice, setNotice] = useState<Notice>();
  const [editing, setEditing] = useState<string[]>([]);
  const list = useTodoList({ complete, cursor }, editing);
  if (list.error && !list.data) throw list.error;
  return (
    <>
      <Title>Todos</Title>
      <h1>Todos</h1>
      <NewTodo complete={complete} onNotice={setNotice} />
      <div className="messages">
        <TodoNotice notice={notice} onNotice={setNotice} />
        <div role="status">
          {list.error && <Flash kind="refused">{describeError(list.error)}</Flash>}
          {list.isStale && (
            <Flash kind="note">
              The list may have changed in another tab or on another device.{" "}
              <button className="link" onClick={list.reset}>Reload the list</button>
            </Flash>
          )}
        </div>
      </div>
      <TodoTabs />
      <TodoList list={list} editing={editing} onEdit={setEditing} onNotice={setNotice} />
      {list.data && <EmptyTodos complete={complete} />}
      <LiveParts />
      {cursor && <p><Link to="/todos" search={{ complete }}>Back to the newest todos</Link></p>}
    </>
  );
}
