import { useNavigate } from "@tanstack/react-router";

import { useSearchParams } from "../web/search";
import { Title } from "../web/Title";
import { EditTodo } from "./EditTodo";
import "./todos.css";
import { useTodo } from "./useTodo";

export default function EditTodoPage() {
  const navigate = useNavigate();
  const search = useSearchParams();
  return (
    <section className="narrow">
      <Title>Edit a todo</Title>
      <h1>Edit a todo</h1>
      <div className="card"><EditTodo todo={useTodo()} onDone={() => void navigate({ to: "/todos", search })} /></div>
    </section>
  );
}
