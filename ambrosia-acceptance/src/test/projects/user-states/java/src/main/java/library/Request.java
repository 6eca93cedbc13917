package library;

import java.util.ArrayList;
import java.util.List;
import lombok.AllArgsConstructor;
import lombok.Builder;
import lombok.Data;
import lombok.NoArgsConstructor;

/** With setters, as forms and other frameworks want it. */
@Data
@Builder
@NoArgsConstructor
@AllArgsConstructor
public class Request {
    private String member;
    private String title;

    @Builder.Default
    private List<String> remarks = new ArrayList<>();
}
